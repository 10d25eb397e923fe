c1 arrived for 1 from 5551
c1 reachable
c1 reachable
c1 reachable
c1 gone HUNG_UP
