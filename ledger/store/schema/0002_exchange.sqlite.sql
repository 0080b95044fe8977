CREATE TRIGGER file_step_unchanged BEFORE UPDATE ON file_step
BEGIN SELECT RAISE(ABORT, 'file_step is append-only'); END;
CREATE TRIGGER file_step_kept BEFORE DELETE ON file_step
BEGIN SELECT RAISE(ABORT, 'file_step is append-only'); END;
CREATE TRIGGER file_kept BEFORE DELETE ON file
BEGIN SELECT RAISE(ABORT, 'a journalled file is never deleted'); END;
CREATE TRIGGER file_identity_kept BEFORE UPDATE OF partner, digest, size, name, copy_of ON file
BEGIN SELECT RAISE(ABORT, 'what a file was does not change'); END;
CREATE TRIGGER outgoing_kept BEFORE DELETE ON outgoing
BEGIN SELECT RAISE(ABORT, 'an outgoing file is never deleted'); END;
CREATE TRIGGER outgoing_identity_kept BEFORE UPDATE OF key, partner, folder, name, digest, size, money ON outgoing
BEGIN SELECT RAISE(ABORT, 'what was approved does not change'); END;
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'an attempt is never deleted'); END;
