CREATE TABLE `import_drop_files` (
	`drop_id` text NOT NULL,
	`n` integer NOT NULL,
	`name` text NOT NULL,
	`bytes` blob NOT NULL,
	PRIMARY KEY(`drop_id`, `n`),
	FOREIGN KEY (`drop_id`) REFERENCES `import_drops`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `import_drops` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`by_id` text,
	`sheet` text NOT NULL,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `import_mappings` (
	`key` text PRIMARY KEY NOT NULL,
	`headers` text NOT NULL,
	`kind` text NOT NULL,
	`columns` text NOT NULL,
	`at` text NOT NULL,
	`by_id` text,
	`forgotten_at` text,
	FOREIGN KEY (`by_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE set null
);
