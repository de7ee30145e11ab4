# The last line has no line break: "unchanged" includes that.
printf '%s\n' '# limits of the mail sender' 'max_per_minute = {{ rate }}' 'greeting = "hello from $HOSTNAME"' > {{ file }}
printf '%s' 'trace = off' >> {{ file }}
