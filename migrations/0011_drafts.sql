CREATE TABLE `drafts` (
	`person_id` text NOT NULL,
	`form` text NOT NULL,
	`fields` text NOT NULL,
	`kept_at` text NOT NULL,
	`discarded_at` text,
	PRIMARY KEY(`person_id`, `form`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
