CREATE TABLE `class_screens` (
	`id` text PRIMARY KEY NOT NULL,
	`classroom_id` text NOT NULL,
	`device_hash` text NOT NULL,
	`number` integer NOT NULL,
	`ends_at` text,
	FOREIGN KEY (`classroom_id`) REFERENCES `classrooms`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `class_screens_device` ON `class_screens` (`classroom_id`,`device_hash`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `enters_by` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `badge_hash` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `badge_issued_at` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `badge_revoked_at` text;--> statement-breakpoint
CREATE INDEX `accounts_badge` ON `accounts` (`badge_hash`);--> statement-breakpoint
ALTER TABLE `classrooms` ADD `enters_by` text DEFAULT 'pictures' NOT NULL;