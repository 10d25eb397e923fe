c1 arrived for 1 from 5551
c1 reachable
offer 25 ringing
offer 25 accepted on 11
offer 25 connected
offer 25 held
offer 25 taken back
offer 25 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
offer 25 leg ended
