#!/bin/sh
# A bot that answers "!time" in a channel.
# Start it with: sh docs/bots/clock.sh ADDRESS PORT CHANNEL [--reconnect]
address=${1:-127.0.0.1} port=${2:-55555} channel=${3:-tea}

chat() {
  deno run --allow-net client.ts "$@" -a "$address" -p "$port"
}

# One client receives the questions, the other one sends the answers.
bot() {
  chat listen --no-reconnect --join "$channel" |
    while IFS= read -r line; do
      case $line in
        '['*'] !time') date '+It is %H:%M' ;;
      esac
    done |
    chat send -u clock --to "#$channel"
}

bot
while [ "$4" = --reconnect ]; do
  sleep 5
  bot
done
