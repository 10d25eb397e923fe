c1 arrived for 1 from 5551
c1 reachable
offer 304 ringing
offer 304 accepted on 11
offer 304 connected
offer 304 talk ended by CALLER
offer 304 leg ended
c1 gone HUNG_UP
