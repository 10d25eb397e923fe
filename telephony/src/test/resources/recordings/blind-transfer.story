c1 arrived for 1 from 5551
c1 reachable
offer 26 ringing
offer 26 accepted on 11
offer 26 connected
offer 26 taken back
offer 26 talk ended by AGENT
offer 26 leg ended
c1 gone HUNG_UP
