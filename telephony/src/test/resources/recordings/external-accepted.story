c1 arrived for 1 from 5551
c1 reachable
offer 61 ringing
offer 61 accepted on 13
offer 61 connected
offer 61 talk ended by AGENT
offer 61 leg ended
c1 gone LEFT_TO_DIALPLAN
