package org.usher.core.api;

/**
 * What people and history want to know of a contact. The engine keeps and hands on these texts and never looks into them.
 *
 * @param pbxId the PBX of the call, 0 if none
 * @param uniqueId the PBX's id of the call
 * @param channelName the PBX's name of the call's channel, for actions
 * @param caller the number as the PBX gave it, empty if withheld
 * @param callerName empty if unknown
 * @param dialled the number that was dialled
 * @param language as the dialplan gave it, for example {@code de}
 * @param customer the dialplan's own id of the customer, empty if unknown
 * @param data free text of the dialplan, at most 4,096 characters
 */
public record ContactDetails(
        int pbxId,
        String uniqueId,
        String channelName,
        String caller,
        String callerName,
        String dialled,
        String language,
        String customer,
        String data) {
    public static final ContactDetails NONE = new ContactDetails(0, "", "", "", "", "", "", "", "");

    /** The same of this customer. */
    public ContactDetails withCustomer(String other) {
        return new ContactDetails(pbxId, uniqueId, channelName, caller, callerName, dialled, language, other, data);
    }
}
