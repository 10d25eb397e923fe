c1 arrived for 1 from 5551
c1 reachable
offer 401 ringing
offer 401 failed WITHDRAWN
c1 reachable
c1 gone HUNG_UP
