c1 arrived for 1 from 5551
c1 reachable
offer 403 ringing
offer 403 accepted on 11
offer 403 connected
offer 403 held
offer 403 consults
offer 403 talk ended by CALLER
offer 403 leg ended
c1 gone HUNG_UP
