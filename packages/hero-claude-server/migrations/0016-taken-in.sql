-- The sequence of the latest line that shows a prompt being taken in: one that is taken in again was said again.
ALTER TABLE inputs ADD COLUMN taken_in INTEGER;
