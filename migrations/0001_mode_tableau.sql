CREATE TABLE `class_computers` (
	`device_hash` text PRIMARY KEY NOT NULL,
	`marked_by` text,
	`marked_at` text NOT NULL,
	FOREIGN KEY (`marked_by`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
