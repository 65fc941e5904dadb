#!/bin/sh
# Every lesson runs, its checks hold, and what it prints and its pages are what is kept here, in both languages.
exec sh tests/lessons/pages.sh check
