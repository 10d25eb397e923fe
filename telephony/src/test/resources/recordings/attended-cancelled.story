c1 arrived for 1 from 5551
c1 reachable
offer 103 ringing
offer 103 accepted on 11
offer 103 connected
offer 103 held
offer 103 consults
offer 103 consults no more
offer 103 taken back
offer 103 talk ended by CALLER
offer 103 leg ended
c1 gone HUNG_UP
