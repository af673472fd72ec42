CREATE TABLE `aliases` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`title` text,
	`last_name` text NOT NULL,
	`usage_name` text,
	`first_name` text NOT NULL,
	`birth_date` text,
	`ine` text,
	`join_key` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `aliases_person` ON `aliases` (`person_id`);--> statement-breakpoint
CREATE TABLE `corrections` (
	`person_id` text NOT NULL,
	`field` text NOT NULL,
	`before` text,
	`at` text NOT NULL,
	PRIMARY KEY(`person_id`, `field`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `distinct_people` (
	`one_id` text NOT NULL,
	`other_id` text NOT NULL,
	PRIMARY KEY(`one_id`, `other_id`),
	FOREIGN KEY (`one_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`other_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `distinct_people_other` ON `distinct_people` (`other_id`);--> statement-breakpoint
CREATE TABLE `hand_acts` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`person_id` text NOT NULL,
	`at` text NOT NULL,
	`by_id` text,
	`journal` text NOT NULL,
	`about` text DEFAULT '' NOT NULL,
	`undone_at` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `hand_acts_person` ON `hand_acts` (`person_id`,`at`);--> statement-breakpoint
ALTER TABLE `classrooms` ADD `file_label` text;--> statement-breakpoint
ALTER TABLE `groups` ADD `starts_on` text;--> statement-breakpoint
ALTER TABLE `groups` ADD `ends_on` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `is_by_hand` integer DEFAULT false NOT NULL;