CREATE TABLE `import_slices` (
	`import_id` text NOT NULL,
	`n` integer NOT NULL,
	`steps` text NOT NULL,
	PRIMARY KEY(`import_id`, `n`),
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `imports` ADD `year_label` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `started_at` text;--> statement-breakpoint
ALTER TABLE `imports` ADD `undone_at` text;