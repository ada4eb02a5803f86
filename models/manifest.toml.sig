{"key": "546b1f2525317933", "signature": "e6x1INPa/NxxiIt9sSL7XIcxuwWM9yyuVKJ2+HaqGXW8b7JjtV9pP9RitB/oieDMiiLmlPZwvzQkFgIEFyYnBA=="}
