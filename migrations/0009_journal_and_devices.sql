CREATE TABLE `event_anchor` (
	`id` integer PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`seal` text NOT NULL,
	`purged_at` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `events` ADD `seal` text DEFAULT '' NOT NULL;