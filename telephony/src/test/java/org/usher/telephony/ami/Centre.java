package org.usher.telephony.ami;

import java.util.List;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceKind;
import org.usher.core.api.RoutingPlan;

/** A small centre for tests: two queues, two skills, phones with ids 11, 12, … */
final class Centre {
    static final int PBX = 1;
    static final int BILLING = 1;
    static final int ORDERS = 2;
    static final int GERMAN = 1;
    static final int MASTER = 2;
    static final int ANNA = 31;

    private Centre() {}

    /** An endpoint of digits is the number of a phone outside; {@code 2/dora} one of PBX 2. The phone of alice can be told to pick up. */
    static Configuration configuration(String... endpoints) {
        List<Configuration.Device> devices = new java.util.ArrayList<>();
        for (String endpoint : endpoints) {
            boolean outside = endpoint.matches("\\+?[0-9]+");
            int slash = endpoint.indexOf('/');
            devices.add(new Configuration.Device(
                    11 + devices.size(),
                    slash < 0 ? PBX : Integer.parseInt(endpoint.substring(0, slash)),
                    endpoint.substring(slash + 1),
                    outside ? DeviceKind.EXTERNAL : DeviceKind.PHONE,
                    false,
                    endpoint.equals("alice")));
        }
        return new Configuration(
                1,
                List.of(new Configuration.Skill(GERMAN, "german"), new Configuration.Skill(MASTER, "master")),
                List.of(queue(BILLING, "billing", "Rechnung, Süd"), queue(ORDERS, "orders", "Orders")),
                devices,
                List.of(new Configuration.Agent(ANNA, "anna", "Anna", List.of(), List.of())),
                List.of(),
                Configuration.Settings.DEFAULT);
    }

    private static Configuration.Queue queue(int id, String name, String title) {
        return new Configuration.Queue(
                id,
                name,
                title,
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                15_000,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
    }
}
