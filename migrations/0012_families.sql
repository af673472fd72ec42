CREATE TABLE `contact_choices` (
	`person_id` text NOT NULL,
	`field` text NOT NULL,
	`audience` text NOT NULL,
	PRIMARY KEY(`person_id`, `field`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `correspondence_openings` (
	`classroom_id` text PRIMARY KEY NOT NULL,
	`guardians` integer DEFAULT false NOT NULL,
	`pupils` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `court_decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`guardian_id` text NOT NULL,
	`pupil_id` text NOT NULL,
	`takes_authority` integer DEFAULT false NOT NULL,
	`hides_child` integer DEFAULT false NOT NULL,
	`forbids_fetching` integer DEFAULT false NOT NULL,
	`note` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`created_at` text NOT NULL,
	`lifted_at` text,
	`replaced_by_id` text,
	FOREIGN KEY (`guardian_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `court_decisions_pair` ON `court_decisions` (`guardian_id`,`pupil_id`);--> statement-breakpoint
CREATE INDEX `court_decisions_pupil` ON `court_decisions` (`pupil_id`);--> statement-breakpoint
CREATE TABLE `hidden_contacts` (
	`decision_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`decision_id`, `person_id`),
	FOREIGN KEY (`decision_id`) REFERENCES `court_decisions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `pickup_people` (
	`id` text PRIMARY KEY NOT NULL,
	`pupil_id` text NOT NULL,
	`name` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`relation` text DEFAULT '' NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`removed_at` text,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `pickup_people_pupil` ON `pickup_people` (`pupil_id`);--> statement-breakpoint
CREATE TABLE `health_notes` (
	`pupil_id` text PRIMARY KEY NOT NULL,
	`allergies` text DEFAULT '' NOT NULL,
	`care` text DEFAULT '' NOT NULL,
	`updated_at` text NOT NULL,
	`updated_by_id` text,
	FOREIGN KEY (`pupil_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `pochette_openings` (
	`id` text PRIMARY KEY NOT NULL,
	`classroom_id` text NOT NULL,
	`pochette_id` text,
	`person_id` text,
	`name` text NOT NULL,
	`day` text NOT NULL,
	`at` text NOT NULL,
	`closed_at` text,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`pochette_id`) REFERENCES `pochettes`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `pochette_openings_day` ON `pochette_openings` (`day`);--> statement-breakpoint
CREATE TABLE `pochettes` (
	`id` text PRIMARY KEY NOT NULL,
	`classroom_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`printed_at` text NOT NULL,
	`revoked_at` text,
	`used_on` text,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pochettes_code_hash_unique` ON `pochettes` (`code_hash`);--> statement-breakpoint
CREATE INDEX `pochettes_classroom` ON `pochettes` (`classroom_id`);--> statement-breakpoint
ALTER TABLE `guardianships` ADD `household` integer;