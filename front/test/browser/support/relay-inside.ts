import { connect, createServer } from 'node:net';

/** In the browser's own network: the lab's port, carried out of it over a socket file. */
const [port, socket] = [process.env['LAB_PORT'] ?? '', process.env['LAB_SOCKET'] ?? ''];

createServer((browser) => {
  const outside = connect(socket);
  browser.pipe(outside).pipe(browser);
  browser.on('error', () => outside.destroy());
  outside.on('error', () => browser.destroy());
}).listen(Number(port), '127.0.0.1');

// The browser took the place of the shell that started this: it ends with it.
const browser = process.ppid;
setInterval(() => {
  if (process.ppid !== browser) process.exit();
}, 300);
