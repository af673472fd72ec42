CREATE TABLE `rescue_readings` (
	`rescue_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`rescue_id`, `person_id`),
	FOREIGN KEY (`rescue_id`) REFERENCES `rescues`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `rescues` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`by` text NOT NULL,
	`code_hash` text,
	`until_ms` integer NOT NULL,
	`opened_at` text NOT NULL,
	`used_at` text,
	`used_seq` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
