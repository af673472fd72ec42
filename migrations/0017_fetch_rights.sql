-- Parents and tutors known before the five rights were shown: may fetch, may be called (people/families/kinds.ts). Not whom a decision touched.
UPDATE `guardianships` SET `may_fetch` = 1, `is_emergency` = 1
WHERE `may_fetch` = 0 AND `is_emergency` = 0 AND `may_read` = 1 AND `authority` <> 'none' AND `decision_note` IS NULL
AND `kind` IN ('parent', 'tutor');
