package image

// nginxFiles make nginx behave as the official image does, on IPv4 and IPv6.
var nginxFiles = map[string]string{
	"etc/passwd":        "root:x:0:0:root:/:/bin/sh\nnginx:x:101:101:nginx:/nonexistent:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n",
	"etc/group":         "root:x:0:\nnginx:x:101:\nnogroup:x:65534:\n",
	"etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
	"etc/nginx/mime.types": `types {
  text/html html htm;
  text/css css;
  text/plain txt;
  application/javascript js;
  application/json json;
  image/png png;
  image/svg+xml svg;
}
`,
	"etc/nginx/nginx.conf": `user nginx;
worker_processes 1;
error_log /dev/stderr notice;
pid /run/nginx.pid;
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /dev/stdout;
  sendfile on;
  include /etc/nginx/conf.d/*.conf;
}
`,
	"etc/nginx/conf.d/default.conf": `server {
  listen 80;
  listen [::]:80;
  server_name localhost;
  location / { root /usr/share/nginx/html; index index.html; }
}
`,
	"usr/share/nginx/html/index.html": `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and working.</p>
</body>
</html>
`,
}
