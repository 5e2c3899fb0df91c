// Rclone with what the tests of backups need of it: servers of S3 and of restic's REST protocol, for folders of this machine.
package main

import (
	_ "github.com/rclone/rclone/backend/local"
	"github.com/rclone/rclone/cmd"
	_ "github.com/rclone/rclone/cmd/serve/restic"
	_ "github.com/rclone/rclone/cmd/serve/s3"
)

func main() { cmd.Main() }
