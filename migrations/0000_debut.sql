CREATE TABLE `event_cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` text NOT NULL,
	`actor_id` text,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`is_time_trusted` integer DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_type` ON `events` (`type`,`seq`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`name` text PRIMARY KEY NOT NULL,
	`last_start_at` text NOT NULL,
	`last_success_at` text,
	`last_error` text
);
--> statement-breakpoint
CREATE TABLE `import_decisions` (
	`key` text PRIMARY KEY NOT NULL,
	`choice` text NOT NULL,
	`at` text NOT NULL,
	`by_id` text,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `import_waiting` (
	`id` text PRIMARY KEY NOT NULL,
	`import_id` text NOT NULL,
	`kind` text NOT NULL,
	`row` text NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `import_waiting_kind` ON `import_waiting` (`kind`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`by_id` text,
	`files` text NOT NULL,
	`records` text,
	`applied_at` text,
	`counts` text,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `access_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text NOT NULL,
	`recipient` text NOT NULL,
	`ring_key` text NOT NULL,
	`reply_key` text NOT NULL,
	`issued_at` text NOT NULL,
	`revoked_at` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_keys_token_hash_unique` ON `access_keys` (`token_hash`);--> statement-breakpoint
CREATE INDEX `access_keys_person` ON `access_keys` (`person_id`,`revoked_at`);--> statement-breakpoint
CREATE TABLE `accounts` (
	`person_id` text PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`password_hash` text,
	`pictures_hash` text,
	`activation_hash` text,
	`activation_expires_at` text,
	`recovery_hash` text,
	`picture_failures` integer DEFAULT 0 NOT NULL,
	`locked_at` text,
	`sessions_not_before` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_login_unique` ON `accounts` (`login`);--> statement-breakpoint
CREATE INDEX `accounts_activation` ON `accounts` (`activation_hash`);--> statement-breakpoint
CREATE TABLE `classrooms` (
	`id` text PRIMARY KEY NOT NULL,
	`school_year_id` text NOT NULL,
	`label` text NOT NULL,
	`onde_id` text,
	`levels` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (`school_year_id`) REFERENCES `school_years`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `classrooms_year_label` ON `classrooms` (`school_year_id`,`label`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`school_year_id` text NOT NULL,
	`label` text NOT NULL,
	`classroom_id` text,
	FOREIGN KEY (`school_year_id`) REFERENCES `school_years`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `guardianships` (
	`id` text PRIMARY KEY NOT NULL,
	`guardian_id` text NOT NULL,
	`pupil_id` text NOT NULL,
	`kind` text DEFAULT 'parent' NOT NULL,
	`authority` text DEFAULT 'presumed' NOT NULL,
	`may_read` integer DEFAULT true NOT NULL,
	`signs_usual` integer DEFAULT true NOT NULL,
	`signs_all` integer DEFAULT true NOT NULL,
	`may_fetch` integer DEFAULT false NOT NULL,
	`is_emergency` integer DEFAULT false NOT NULL,
	`decision_note` text,
	`starts_on` text NOT NULL,
	`ends_on` text,
	FOREIGN KEY (`guardian_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `guardianships_pair` ON `guardianships` (`guardian_id`,`pupil_id`);--> statement-breakpoint
CREATE INDEX `guardianships_pupil` ON `guardianships` (`pupil_id`);--> statement-breakpoint
CREATE TABLE `known_devices` (
	`person_id` text NOT NULL,
	`device_hash` text NOT NULL,
	`last_day` text NOT NULL,
	PRIMARY KEY(`person_id`, `device_hash`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `memberships` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`classroom_id` text,
	`group_id` text,
	`as` text NOT NULL,
	`level` text,
	`starts_on` text NOT NULL,
	`ends_on` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "memberships_one_place" CHECK(("memberships"."classroom_id" is null) <> ("memberships"."group_id" is null))
);
--> statement-breakpoint
CREATE INDEX `memberships_person` ON `memberships` (`person_id`);--> statement-breakpoint
CREATE INDEX `memberships_classroom` ON `memberships` (`classroom_id`);--> statement-breakpoint
CREATE INDEX `memberships_group` ON `memberships` (`group_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`title` text,
	`last_name` text NOT NULL,
	`usage_name` text,
	`first_name` text NOT NULL,
	`email` text,
	`home_phone` text,
	`work_phone` text,
	`mobile_phone` text,
	`address` text,
	`postcode` text,
	`city` text,
	`country` text,
	`name_key` text NOT NULL,
	`created_at` text NOT NULL,
	`left_on` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_public_id_unique` ON `people` (`public_id`);--> statement-breakpoint
CREATE INDEX `people_name_key` ON `people` (`name_key`);--> statement-breakpoint
CREATE TABLE `pupils` (
	`person_id` text PRIMARY KEY NOT NULL,
	`ine` text,
	`birth_date` text,
	`sex` text,
	`avatar` text NOT NULL,
	`photo_hint` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pupils_ine_unique` ON `pupils` (`ine`);--> statement-breakpoint
CREATE TABLE `school` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`uai` text NOT NULL,
	`zone` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`created_at` text NOT NULL,
	`portal_url` text,
	`authority_reviewed_at` text,
	CONSTRAINT "school_is_one" CHECK("school"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE `school_years` (
	`id` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text NOT NULL,
	`is_current` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `school_years_label_unique` ON `school_years` (`label`);--> statement-breakpoint
CREATE TABLE `sign_in_failures` (
	`login_hash` text NOT NULL,
	`day` text NOT NULL,
	`count` integer DEFAULT 0 NOT NULL,
	`last_at` text NOT NULL,
	PRIMARY KEY(`login_hash`, `day`)
);
--> statement-breakpoint
CREATE TABLE `staff` (
	`person_id` text PRIMARY KEY NOT NULL,
	`post` text NOT NULL,
	`is_head` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `channel_keys` (
	`channel_id` text NOT NULL,
	`n` integer NOT NULL,
	`identity` text NOT NULL,
	PRIMARY KEY(`channel_id`, `n`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `channel_readers` (
	`channel_id` text NOT NULL,
	`person_id` text NOT NULL,
	`from_key` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `person_id`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `channel_readers_person` ON `channel_readers` (`person_id`);--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`ref_id` text NOT NULL,
	`is_marked` integer DEFAULT false NOT NULL,
	`is_dirty` integer DEFAULT false NOT NULL,
	`key_floor` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `channels_ref` ON `channels` (`type`,`ref_id`);--> statement-breakpoint
CREATE INDEX `channels_dirty` ON `channels` (`is_dirty`);--> statement-breakpoint
CREATE TABLE `commits` (
	`lineage` integer NOT NULL,
	`seq` integer NOT NULL,
	`sha256` text NOT NULL,
	`bytes` blob,
	`prepared_at` text NOT NULL,
	`sent_at` text,
	`entries` integer NOT NULL,
	`accesses` integer NOT NULL,
	`sent_bytes` integer NOT NULL,
	PRIMARY KEY(`lineage`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`person_id` text NOT NULL,
	`message_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`kind` text NOT NULL,
	`action` text NOT NULL,
	`at` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_message` ON `inbox` (`person_id`,`message_id`);--> statement-breakpoint
CREATE TABLE `keyring_channels` (
	`name` text NOT NULL,
	`channel_id` text NOT NULL,
	PRIMARY KEY(`name`, `channel_id`)
);
--> statement-breakpoint
CREATE TABLE `keyrings` (
	`name` text PRIMARY KEY NOT NULL,
	`hash` text,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `objects` (
	`name` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`size` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `objects_state` ON `objects` (`state`);--> statement-breakpoint
CREATE TABLE `pages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel_id` text NOT NULL,
	`object` text,
	`sha256` text,
	`key` integer,
	`is_dirty` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `pages_channel` ON `pages` (`channel_id`);--> statement-breakpoint
CREATE INDEX `pages_dirty` ON `pages` (`is_dirty`);--> statement-breakpoint
CREATE TABLE `published_answers` (
	`channel_id` text PRIMARY KEY NOT NULL,
	`up_to` integer NOT NULL,
	`object` text NOT NULL,
	`sha256` text NOT NULL,
	`key` integer NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `published_entries` (
	`channel_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`hash` text NOT NULL,
	`kind` text NOT NULL,
	`at` text NOT NULL,
	`updated_at` text,
	`visible_from` text,
	`object` text NOT NULL,
	`sha256` text NOT NULL,
	`key` integer NOT NULL,
	`page_id` integer NOT NULL,
	`media` text NOT NULL,
	PRIMARY KEY(`channel_id`, `entry_id`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `published_entries_page` ON `published_entries` (`page_id`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`id` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`message_id` text NOT NULL,
	`envelope` blob NOT NULL,
	`received_at` text NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`reason` text NOT NULL,
	`person_id` text,
	`kind` text,
	`action` text,
	`content` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_deposit` ON `quarantine` (`holder`,`message_id`);--> statement-breakpoint
CREATE INDEX `quarantine_state` ON `quarantine` (`state`,`received_at`);--> statement-breakpoint
CREATE TABLE `sealed_files` (
	`file_sha256` text PRIMARY KEY NOT NULL,
	`object` text NOT NULL,
	`sha256` text NOT NULL,
	`size` integer NOT NULL,
	`type` text NOT NULL,
	`identity` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stray_keyrings` (
	`name` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_state` (
	`id` integer PRIMARY KEY NOT NULL,
	`portal_url` text NOT NULL,
	`box_token` text NOT NULL,
	`invitation_hash` text NOT NULL,
	`connected_at` text,
	`lineage` integer DEFAULT 1 NOT NULL,
	`seq` integer DEFAULT 0 NOT NULL,
	`prev` text,
	`must_read_retained` integer DEFAULT false NOT NULL,
	`standstill` text,
	`last_success_at` text,
	`last_error_at` text,
	`last_error` text
);
--> statement-breakpoint
CREATE TABLE `notice_photos` (
	`notice_id` text NOT NULL,
	`sha256` text NOT NULL,
	`thumb_sha256` text NOT NULL,
	`size` integer NOT NULL,
	`position` integer NOT NULL,
	`alt` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`notice_id`, `sha256`),
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `notice_readings` (
	`notice_id` text NOT NULL,
	`person_id` text NOT NULL,
	`content_hash` text NOT NULL,
	`first_at` text NOT NULL,
	PRIMARY KEY(`notice_id`, `person_id`),
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notice_readings_person` ON `notice_readings` (`person_id`);--> statement-breakpoint
CREATE TABLE `notice_signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`notice_id` text NOT NULL,
	`pupil_id` text NOT NULL,
	`guardian_id` text NOT NULL,
	`content_hash` text NOT NULL,
	`at` text NOT NULL,
	`medium` text NOT NULL,
	`recorded_by_id` text,
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`guardian_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`recorded_by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notice_signatures_once` ON `notice_signatures` (`notice_id`,`pupil_id`,`guardian_id`,`content_hash`);--> statement-breakpoint
CREATE INDEX `notice_signatures_pupil` ON `notice_signatures` (`pupil_id`);--> statement-breakpoint
CREATE INDEX `notice_signatures_guardian` ON `notice_signatures` (`guardian_id`);--> statement-breakpoint
CREATE INDEX `notice_signatures_recorder` ON `notice_signatures` (`recorded_by_id`);--> statement-breakpoint
CREATE TABLE `notice_targets` (
	`notice_id` text NOT NULL,
	`type` text NOT NULL,
	`target_id` text NOT NULL,
	PRIMARY KEY(`notice_id`, `target_id`),
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notice_targets_target` ON `notice_targets` (`target_id`,`notice_id`);--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`author_id` text,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`body` text DEFAULT '' NOT NULL,
	`event_on` text,
	`starts_at` text,
	`ends_at` text,
	`place` text DEFAULT '' NOT NULL,
	`amount_cents` integer,
	`bring` text DEFAULT '' NOT NULL,
	`signature` text DEFAULT 'none' NOT NULL,
	`deadline` text,
	`state` text DEFAULT 'draft' NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`content_hash` text DEFAULT '' NOT NULL,
	`created_at` text NOT NULL,
	`published_at` text,
	`corrected_at` text,
	`withdrawn_at` text,
	FOREIGN KEY (`author_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_public_id_unique` ON `notices` (`public_id`);--> statement-breakpoint
CREATE INDEX `notices_state_published` ON `notices` (`state`,`published_at`);--> statement-breakpoint
CREATE INDEX `notices_author` ON `notices` (`author_id`,`state`);--> statement-breakpoint
CREATE INDEX `notices_event` ON `notices` (`event_on`);--> statement-breakpoint
CREATE TABLE `signature_sheets` (
	`pupil_id` text PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `signature_sheets_public_id_unique` ON `signature_sheets` (`public_id`);