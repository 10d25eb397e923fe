c1 arrived for 1 from 5551
c1 reachable
offer 85 ringing
offer 85 accepted on 11
offer 85 failed REJECTED
offer 85 leg ended
c1 reachable
c1 gone HUNG_UP
