c1 arrived for 1 from 5551
c1 reachable
offer 309 ringing
offer 309 accepted on 11
offer 309 connected
offer 309 talk ended by AGENT
offer 309 leg ended
c1 gone LEFT_TO_DIALPLAN
c1 arrived for 1 from 5551
c1 reachable
offer 310 ringing
offer 310 accepted on 12
offer 310 connected
offer 310 talk ended by SYSTEM
offer 310 leg ended
c1 reachable
offer 311 ringing
offer 311 accepted on 11
offer 311 connected
offer 311 talk ended by AGENT
offer 311 leg ended
c1 gone LEFT_TO_DIALPLAN
