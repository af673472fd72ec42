DROP INDEX `notices_state_published`;--> statement-breakpoint
ALTER TABLE `notices` ADD `published_seq` integer;--> statement-breakpoint
CREATE INDEX `notices_state_seq` ON `notices` (`state`,`published_seq`);--> statement-breakpoint
ALTER TABLE `published_entries` ADD `feed_order` integer;