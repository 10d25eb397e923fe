package org.usher.telephony.ami;

/**
 * A caller has pressed a key while he waited or heard a prompt, and it was none that the dialplan itself answers. He is back in the waiting
 * room in a moment.
 *
 * @param pbxId the PBX of his call
 * @param contactId 0 if the engine had not named him yet
 * @param key 0 to 9, * or #
 */
public record CallerKey(int pbxId, long contactId, char key) {}
