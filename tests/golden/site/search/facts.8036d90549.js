hindsiteShard("facts.8036d90549",{"tag":{"names":[["payments","payments","payments",0]],"ids":"#$#"},"owner":{"names":[["storage","storage","storage",0]],"ids":"#$#"}})
