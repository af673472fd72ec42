ALTER TABLE `imports` ADD `prepared_at` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `opens_on` text;