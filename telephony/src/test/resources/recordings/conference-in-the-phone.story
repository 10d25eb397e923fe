c1 arrived for 1 from 5551
c1 reachable
offer 106 ringing
offer 106 accepted on 11
offer 106 connected
offer 106 held
offer 106 consults
offer 106 taken back
offer 106 consults no more
offer 106 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
offer 106 leg ended
