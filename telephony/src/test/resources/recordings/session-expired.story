c1 arrived for 1 from 5551
c1 reachable
offer 312 ringing
offer 312 accepted on 11
offer 312 connected
offer 312 talk ended by SYSTEM
offer 312 leg ended
c1 gone LEFT_TO_DIALPLAN
