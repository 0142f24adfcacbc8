-- How the deployment that an action started ended, once it has.
ALTER TABLE audit ADD COLUMN ended TEXT;
