-- When AWS accepted a change, by AWS's clock: what ECS records itself carries its time.
ALTER TABLE audit ADD COLUMN aws_at BIGINT;
