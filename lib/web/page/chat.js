// A placeholder: logs in and shows what arrives.
const log = document.querySelector("#log");
const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/chat`);
const show = (text) => log.append(`${text}\n`);
socket.onopen = () =>
  socket.send(JSON.stringify({ action: "login", source: "guest", destination: "", body: "" }));
socket.onmessage = ({ data }) => show(data);
socket.onclose = ({ code, reason }) => show(`closed: ${code} ${reason}`);
