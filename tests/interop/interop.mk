# What others find in the files written here.

script_tests += tests/interop/test_interop.sh
