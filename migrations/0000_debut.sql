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
