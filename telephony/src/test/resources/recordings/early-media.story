c1 arrived for 2 from 5551
c1 reachable
c1 unreachable
c1 reachable
offer 31 ringing
offer 31 accepted on 11
offer 31 connected
offer 31 talk ended by AGENT
offer 31 leg ended
c1 gone LEFT_TO_DIALPLAN
