c1 arrived for 1 from 5551
c1 reachable
offer 11 ringing
offer 11 accepted on 11
offer 11 connected
offer 11 talk ended by AGENT
offer 11 leg ended
c1 gone LEFT_TO_DIALPLAN
