c1 arrived for 1 from 5551
c1 reachable
c1 gone LEFT_TO_DIALPLAN
c1 arrived for 1 from 5551 again as 4711
c1 reachable
c1 gone LEFT_TO_DIALPLAN
