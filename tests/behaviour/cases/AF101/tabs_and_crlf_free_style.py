# strategy: native
import time

async def main():
	log = []
	for n in range(2):
		time.sleep( 0.001 )
		log.append(n)
	return log
