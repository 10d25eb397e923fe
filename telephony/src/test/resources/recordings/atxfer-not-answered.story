c1 arrived for 1 from 5551
c1 reachable
offer 203 ringing
offer 203 accepted on 11
offer 203 connected
offer 203 held
offer 203 consults
offer 203 consults no more
offer 203 taken back
offer 203 talk ended by AGENT
offer 203 leg ended
c1 gone LEFT_TO_DIALPLAN
