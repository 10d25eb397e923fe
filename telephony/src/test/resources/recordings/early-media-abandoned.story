c1 arrived for 2 from 5551
c1 reachable
c1 gone HUNG_UP
