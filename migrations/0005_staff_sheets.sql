CREATE TABLE `staff_sheets` (
	`person_id` text PRIMARY KEY NOT NULL,
	`paper` text NOT NULL,
	`printed_at` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
