ALTER TABLE `people` ADD `join_key` text;--> statement-breakpoint
CREATE UNIQUE INDEX `people_join_key_unique` ON `people` (`join_key`);--> statement-breakpoint
ALTER TABLE `school` ADD `structure_key` text;