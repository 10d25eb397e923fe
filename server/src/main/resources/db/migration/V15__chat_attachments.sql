-- What was sent in chats in place of words. What the files hold is in the server's data directory, each by its file_id, as long as it is kept.
ALTER TABLE chat_messages
    ADD COLUMN file_id    VARCHAR(40)  NULL,
    ADD COLUMN file_name  VARCHAR(190) NULL,
    ADD COLUMN file_type  VARCHAR(80)  NULL,
    ADD COLUMN file_bytes BIGINT       NULL;
