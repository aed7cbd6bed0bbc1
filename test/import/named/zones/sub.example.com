$TTL 60
@ SOA ns1 host 1 7200 900 1209600 60
  NS ns1
ns1 A 192.0.2.4
a TXT "below a cut"
