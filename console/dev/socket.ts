/** The few frames of WebSocket that the stand-in server speaks: text out, close in. Development only. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export function accept(request: IncomingMessage, socket: Duplex): (message: unknown) => void {
  const answer = createHash('sha1').update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`);
  socket.on('data', (data: Buffer) => {
    if (((data[0] ?? 0) & 0x0f) === 8) socket.end();
  });
  socket.on('error', () => socket.destroy());
  return (message) => {
    const body = Buffer.from(JSON.stringify(message));
    const head = body.length < 126 ? Buffer.from([0x81, body.length])
      : body.length < 65_536 ? Buffer.from([0x81, 126, body.length >> 8, body.length & 255])
        : Buffer.concat([Buffer.from([0x81, 127, 0, 0, 0, 0]), Buffer.from(Uint32Array.of(body.length).buffer).swap32()]);
    if (socket.writable) socket.write(Buffer.concat([head, body]));
  };
}
